"""What citizens read, by language: `pages` has everything that stands on pages, `fields` what is wrong with an answer."""
