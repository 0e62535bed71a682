"""What the local server puts in the place of those whom the functions ask for money: addresses and keys that open nothing else."""

from dataclasses import replace

from .settings import Platform, Settings, WrongSetting, check_address

#: What the simulator in `local/` is asked and answered with; they open nothing.
SIMULATOR_SECRET_KEY = "sk_test_simulator"  # noqa: S105
SIMULATOR_WEBHOOK_SECRET = "whsec_simulator"  # noqa: S105
SIMULATOR_PLATFORM_SECRET = "simulator"  # noqa: S105
#: Where the simulated payment platform lies on the local server.
PLATFORM_MOUNT = "/_xbezahldienste"


def with_simulator(settings: Settings) -> Settings:
    """Return ``settings`` with the payment simulator of the local server as provider, unless Stripe's own keys are set.

    Raises:
        WrongSetting: only one of Stripe's two keys is set, or the address for citizens is none.
    """
    check_address(settings)
    if bool(settings.stripe_secret_key) != bool(settings.stripe_webhook_secret):
        missing = "STRIPE_WEBHOOK_SECRET" if settings.stripe_secret_key else "STRIPE_SECRET_KEY"
        raise WrongSetting(f"{missing} is not set; payments through Stripe need both keys, the simulator needs none")
    if settings.platform is None:
        settings = replace(settings, platform=simulated_platform(settings.base_url))
    if settings.stripe_secret_key:
        return settings
    return replace(settings, stripe_api_base=f"{settings.base_url}/_stripe")


def simulated_platform(address: str) -> Platform:
    """Return the payment platform in `local/` as it is reached at ``address``; its pages lie on the address for citizens."""
    base = f"{address}{PLATFORM_MOUNT}"
    return Platform(base, "schalter", "vorort", "simulator", SIMULATOR_PLATFORM_SECRET, f"{base}/token")
