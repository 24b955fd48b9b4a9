"""The ground: tables and their CSV bytes, values, the model that every room speaks, errors, shipped files."""
