"""The office's side: who may do what with a case, and what case workers see and do."""
