"""An OpenID provider with example people, for `make serve` and tests. It asks for no password, so it is nowhere else."""

from .opening import ExampleStaff as ExampleStaff
from .opening import is_practice as is_practice
from .opening import provider_for as provider_for
from .provider import PeopleProvider as PeopleProvider
