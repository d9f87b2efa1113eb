"""The roadmap of a household: optimised in the model, walked and priced by the whole law."""
