"""What every page is made of: views, controls, forms, cards."""
