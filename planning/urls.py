"""The pages of planning."""

from __future__ import annotations

from django.urls import include, path

from planning.views import (
    archiving,
    balances,
    book,
    book_closing,
    book_letters,
    calculator,
    case,
    client_letters,
    closing,
    closing_certificates,
    documents,
    exports,
    household,
    household_file,
    imports,
    letters,
    missed,
    payments,
    plans,
    portal,
    records,
)

app_name = "planning"

of_a_household = [
    path("", household.household, name="household"),
    path("edit/", records.edit_household, name="edit_household"),
    path("balances/", balances.balances, name="balances"),
    path("archive/", archiving.archive_household, name="archive_household"),
    path("restore/", archiving.restore_household, name="restore_household"),
    path("activity/", household.activity, name="activity"),
    path("documents/new/", documents.new_document, name="new_document"),
    path("file/", household_file.household_file, name="household_file"),
    path("people/new/", records.new_person, name="new_person"),
    path("marriages/new/", records.new_marriage, name="new_marriage"),
    path("accounts/new/", records.new_account, name="new_account"),
    path("rmd/<int:year>/", household.household_rmd, name="household_rmd"),
    path("rmd/<int:year>/export/<slug:kind>/", exports.household_export, name="household_export"),
    path("rmd/<int:year>/letters/", client_letters.make_letter, name="make_letter"),
    path("rmd/<int:year>/order/", plans.propose_order, name="propose_order"),
    path("rmd/<int:year>/payments/new/", payments.record_payment, name="record_payment"),
]

of_an_import = [
    path("", imports.import_file, name="import"),
    path("columns/", imports.import_columns, name="import_columns"),
    path("answers/", imports.import_answers, name="import_answers"),
    path("discard/", imports.discard_import, name="discard_import"),
    path("report/", imports.import_report, name="import_report"),
    path("original/", imports.import_original, name="import_original"),
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
    path("book/progress/", book.book_progress, name="book_progress"),
    path("book/export/<slug:kind>/", exports.book_export, name="book_export"),
    path("book/closing/", book_closing.book_closing, name="book_closing"),
    path("book/closing/<uuid:run_id>/", book_closing.closing_run, name="closing_run"),
    path(
        "book/closing/<uuid:run_id>/status/",
        book_closing.closing_run_status,
        name="closing_run_status",
    ),
    path("book/closing/<uuid:run_id>/file/", book_closing.closing_run_file, name="run_file"),
    path("book/closing/<uuid:run_id>/next/", book_closing.go_on, name="go_on_closing"),
    path("book/closing/<uuid:run_id>/cancel/", book_closing.cancel_run, name="cancel_run"),
    path("book/letters/", book_letters.book_letters, name="book_letters"),
    path("book/letters/<uuid:batch_id>/", book_letters.letter_batch, name="letter_batch"),
    path(
        "book/letters/<uuid:batch_id>/status/",
        book_letters.letter_batch_status,
        name="letter_batch_status",
    ),
    path(
        "book/letters/<uuid:batch_id>/file/",
        book_letters.letter_batch_file,
        name="letter_batch_file",
    ),
    path(
        "book/letters/<uuid:batch_id>/cancel/",
        book_letters.cancel_batch,
        name="cancel_batch",
    ),
    path("client-letters/<uuid:letter_id>/", client_letters.client_letter, name="client_letter"),
    path(
        "client-letters/<uuid:letter_id>/status/",
        client_letters.client_letter_status,
        name="client_letter_status",
    ),
    path(
        "client-letters/<uuid:letter_id>/file/",
        client_letters.client_letter_file,
        name="client_letter_file",
    ),
    path("balances/", balances.book_balances, name="book_balances"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:file_id>/", include(of_an_import)),
    path("households/", household.households, name="households"),
    path("portal/", portal.portal, name="portal"),
    path("households/import/", household_file.import_file, name="import_household"),
    path("households/new/", records.new_household, name="new_household"),
    path("households/<uuid:household_id>/", include(of_a_household)),
    path("people/<uuid:person_id>/", records.edit_person, name="edit_person"),
    path("people/<uuid:person_id>/archive/", archiving.archive_person, name="archive_person"),
    path("people/<uuid:person_id>/restore/", archiving.restore_person, name="restore_person"),
    path("people/<uuid:person_id>/years/<int:year>/", closing.person_year, name="person_year"),
    path("people/<uuid:person_id>/years/<int:year>/close/", closing.close_year, name="close_year"),
    path("closings/<uuid:closing_id>/approve/", closing.approve_year, name="approve_year"),
    path("closings/<uuid:closing_id>/reopen/", closing.reopen_year, name="reopen_year"),
    path(
        "closings/<uuid:closing_id>/certificate/",
        closing_certificates.make_certificate,
        name="make_certificate",
    ),
    path(
        "certificates/<uuid:certificate_id>/",
        closing_certificates.certificate,
        name="certificate",
    ),
    path(
        "certificates/<uuid:certificate_id>/status/",
        closing_certificates.certificate_status,
        name="certificate_status",
    ),
    path(
        "certificates/<uuid:certificate_id>/file/",
        closing_certificates.certificate_file,
        name="certificate_file",
    ),
    path("marriages/<uuid:marriage_id>/", records.edit_marriage, name="edit_marriage"),
    path(
        "marriages/<uuid:marriage_id>/withdraw/",
        archiving.withdraw_marriage,
        name="withdraw_marriage",
    ),
    path("accounts/<uuid:account_id>/", records.edit_account, name="edit_account"),
    path("accounts/<uuid:account_id>/archive/", archiving.archive_account, name="archive_account"),
    path("accounts/<uuid:account_id>/restore/", archiving.restore_account, name="restore_account"),
    path(
        "accounts/<uuid:account_id>/beneficiaries/new/",
        records.new_beneficiary,
        name="new_beneficiary",
    ),
    path("beneficiaries/<uuid:beneficiary_id>/", records.edit_beneficiary, name="edit_beneficiary"),
    path(
        "beneficiaries/<uuid:beneficiary_id>/withdraw/",
        archiving.withdraw_beneficiary,
        name="withdraw_beneficiary",
    ),
    path("documents/<uuid:document_id>/", documents.document, name="document"),
    path(
        "documents/<uuid:document_id>/withdraw/",
        archiving.withdraw_document,
        name="withdraw_document",
    ),
    path(
        "balances/<uuid:balance_id>/evidence/", documents.balance_evidence, name="balance_evidence"
    ),
    path(
        "payments/<uuid:payment_id>/evidence/", documents.payment_evidence, name="payment_evidence"
    ),
    path("planned/<uuid:planned_id>/order/", plans.order_planned, name="order_planned"),
    path("planned/<uuid:planned_id>/record/", payments.record_planned, name="record_planned"),
    path("planned/<uuid:planned_id>/withdraw/", plans.withdraw_planned, name="withdraw_planned"),
    path("payments/<uuid:payment_id>/verify/", payments.verify_payment, name="verify_payment"),
    path("missed/", missed.missed, name="missed"),
    path("people/<uuid:person_id>/missed/", missed.missed_of_person, name="missed_of_person"),
    path(
        "people/<uuid:person_id>/missed/<int:tax_year>/statement/",
        missed.cause_letter_file,
        name="cause_letter_file",
    ),
    path("missed/<uuid:case_id>/", missed.missed_case, name="missed_case"),
    path("missed/<uuid:case_id>/close/", missed.close_missed_case, name="close_missed_case"),
    path("missed/<uuid:case_id>/reopen/", missed.reopen_missed_case, name="reopen_missed_case"),
    path("payments/<uuid:payment_id>/undo/", payments.undo_payment, name="undo_payment"),
]
