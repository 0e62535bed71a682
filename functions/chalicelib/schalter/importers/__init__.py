"""What others send, read on a machine of the town and never in Lambda: forms of Form.io, Open Forms, FIM; the bank's statements."""
