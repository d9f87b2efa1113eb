"""How does a household become a mixed-integer program?"""
