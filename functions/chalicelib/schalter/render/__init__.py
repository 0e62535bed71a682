"""A form to HTML: the same functions make the static page and the page with errors."""
