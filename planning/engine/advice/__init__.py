"""What would have happened otherwise? Every question about a plan, answered by walking it again.

A question is one file. What it asks stands on the paths of one wide walk where it can, so that a
row of answers costs little more than one.
"""
