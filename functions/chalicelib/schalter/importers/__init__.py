"""Forms of others become forms of ours, on an editor's machine: Form.io and Open Forms, FIM XDatenfelder. Never ships to Lambda."""
