"""How is a plan found, made better, and bounded?"""
