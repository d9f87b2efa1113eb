# The same commands for people who type make; `python3 dev.py` prints what each does.
COMMANDS = run test test-engine check fix bench faults crosscheck law doctor
.PHONY: $(COMMANDS)
$(COMMANDS):
	@python3 dev.py $@ $(ARGS)
