"""Retirement law and planning as plain Python: no Django, no clock, no input but the law files.

Facts and law go in, results with their reasons come out. Nothing is exported here: import
the module that answers your question.
"""
