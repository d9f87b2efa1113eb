"""The pages of planning."""

from __future__ import annotations

from django.urls import path

from planning.views import calculator, case, letters

app_name = "planning"

urlpatterns = [
    path("", calculator.calculator, name="calculator"),
    path("about-the-law/", calculator.about_the_law, name="about_the_law"),
    path("household-file.schema.json", calculator.household_schema, name="household_schema"),
    path("case/", case.case, name="case"),
    path("case/export/<slug:kind>/", case.export, name="export"),
    path("letters/", letters.request_letter, name="request_letter"),
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/status/", letters.letter_status, name="letter_status"),
    path("letters/<uuid:letter_id>/file/", letters.letter_file, name="letter_file"),
]
