"""The disk: a person's folder is opened, read, written, filled and started here."""
