"""One vendor per file. boto3 and stripe are imported here and nowhere else; nothing in the rooms imports from here."""
