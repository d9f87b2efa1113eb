"""The pages of planning."""

from __future__ import annotations

from django.urls import include, path

from planning.views import balances, book, calculator, case, household, letters, payments, records

app_name = "planning"

of_a_household = [
    path("", household.household, name="household"),
    path("edit/", records.edit_household, name="edit_household"),
    path("balances/", balances.balances, name="balances"),
    path("people/new/", records.new_person, name="new_person"),
    path("marriages/new/", records.new_marriage, name="new_marriage"),
    path("accounts/new/", records.new_account, name="new_account"),
    path("rmd/<int:year>/", household.household_rmd, name="household_rmd"),
    path("rmd/<int:year>/payments/new/", payments.record_payment, name="record_payment"),
]

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
    path("book/", book.book, name="book"),
    path("households/", household.households, name="households"),
    path("households/new/", records.new_household, name="new_household"),
    path("households/<uuid:household_id>/", include(of_a_household)),
    path("people/<uuid:person_id>/", records.edit_person, name="edit_person"),
    path("marriages/<uuid:marriage_id>/", records.edit_marriage, name="edit_marriage"),
    path("accounts/<uuid:account_id>/", records.edit_account, name="edit_account"),
    path(
        "accounts/<uuid:account_id>/beneficiaries/new/",
        records.new_beneficiary,
        name="new_beneficiary",
    ),
    path("beneficiaries/<uuid:beneficiary_id>/", records.edit_beneficiary, name="edit_beneficiary"),
    path("payments/<uuid:payment_id>/undo/", payments.undo_payment, name="undo_payment"),
]
