"""Stripe's objects as new ones look: every field that Stripe sends, most of them empty. Pure: no I/O, no clock."""

import secrets
from collections.abc import Mapping
from typing import Any

#: The API version that the pinned SDK asks for; a test holds the two together.
API_VERSION = "2026-10-28.endive"
#: What the Checkout page offers, as Stripe names it.
METHODS = ("card", "sepa_debit")

_SESSION_EMPTY = (
    "adaptive_pricing after_expiration allow_promotion_codes billing_address_collection branding_settings client_secret "
    "collected_information consent consent_collection currency_conversion customer customer_account customer_details "
    "customer_email integration_identifier invoice managed_payments name_collection optional_items origin_context "
    "payment_intent payment_link payment_method_configuration_details permissions presentment_details recovered_from "
    "return_url saved_payment_method_options "
    "setup_intent shipping_address_collection shipping_cost submit_type subscription wallet_options"
)
_INTENT_EMPTY = (
    "application application_fee_amount automatic_payment_methods canceled_at cancellation_reason customer customer_account "
    "description last_payment_error latest_charge next_action on_behalf_of payment_method payment_method_configuration_details "
    "presentment_details processing receipt_email review setup_future_usage shipping source statement_descriptor "
    "statement_descriptor_suffix transfer_data transfer_group"
)
_CHARGE_EMPTY = (
    "application application_fee application_fee_amount balance_transaction customer description failure_balance_transaction "
    "failure_code failure_message on_behalf_of receipt_email receipt_number receipt_url review shipping source source_transfer "
    "statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
)
_REFUND_EMPTY = "balance_transaction receipt_number source_transfer_reversal transfer_reversal"
_PAYOUT_EMPTY = (
    "application_fee application_fee_amount balance_transaction description destination failure_balance_transaction failure_code "
    "failure_message original_payout payout_method reversed_by statement_descriptor trace_id"
)


def new_id(prefix: str, *, length: int = 24) -> str:
    """Return a new id such as `pi_3f…`: unguessable letters and digits after Stripe's prefix."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return f"{prefix}_" + "".join(secrets.choice(alphabet) for _ in range(length))


def session(params: Mapping[str, Any], *, base_url: str, created: int, expires_at: int) -> dict[str, Any]:
    """Return a new open Checkout Session made from checked parameters."""
    id = new_id("cs_test", length=58)
    total = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in params["line_items"])
    return {
        "id": id,
        "object": "checkout.session",
        **dict.fromkeys(_SESSION_EMPTY.split()),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": created,
        "currency": params["line_items"][0]["price_data"]["currency"],
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer_creation": "if_required",
        "discounts": [],
        "expires_at": expires_at,
        "invoice_creation": {"enabled": False, "invoice_data": _invoice_data()},
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": params.get("payment_method_types", list(METHODS)),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "tax_id_collection": {"enabled": False, "required": "never"},
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{base_url}/c/pay/{id}",
    }


def line_item(line: Mapping[str, Any], *, created: int) -> dict[str, Any]:
    """Return a session's line item."""
    price, quantity = line["price_data"], line["quantity"]
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "metadata": {},
        "price": {
            "id": new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": created,
            "currency": price["currency"],
            "livemode": False,
            "metadata": {},
            "product": new_id("prod", length=14),
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": quantity,
    }


def intent(of: Mapping[str, Any], *, metadata: Mapping[str, str], created: int) -> dict[str, Any]:
    """Return the PaymentIntent of a session, made when the citizen first tries to pay."""
    id = new_id("pi")
    return {
        "id": id,
        "object": "payment_intent",
        **dict.fromkeys(_INTENT_EMPTY.split()),
        "amount": of["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{id}_secret"),
        "confirmation_method": "automatic",
        "created": created,
        "currency": of["currency"],
        "livemode": False,
        "metadata": dict(metadata),
        "payment_method_options": {},
        "payment_method_types": of["payment_method_types"],
        "status": "requires_payment_method",
    }


def payment_method(type: str, *, created: int) -> dict[str, Any]:
    """Return the means with which a citizen tried to pay."""
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": _billing_details(),
        "created": created,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": type,
        type: _method_details(type),
    }


def charge(of: Mapping[str, Any], *, method: Mapping[str, Any], created: int) -> dict[str, Any]:
    """Return a new charge of a PaymentIntent, not yet decided."""
    return {
        "id": new_id("py" if method["type"] == "sepa_debit" else "ch"),
        "object": "charge",
        **dict.fromkeys(_CHARGE_EMPTY.split()),
        "amount": of["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": _billing_details(),
        "calculated_statement_descriptor": "SCHALTER",
        "captured": False,
        "created": created,
        "currency": of["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": of["metadata"],
        "outcome": {"network_status": "not_sent_to_network", "reason": None, "type": "pending"},
        "paid": False,
        "payment_intent": of["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": method["type"], method["type"]: _method_details(method["type"])},
        "radar_options": {},
        "refunded": False,
        "status": "pending",
    }


def refund(of: Mapping[str, Any], *, amount: int, reason: str | None, metadata: Mapping[str, str], created: int) -> dict[str, Any]:
    """Return a refund of a charge."""
    return {
        "id": new_id("re"),
        "object": "refund",
        **dict.fromkeys(_REFUND_EMPTY.split()),
        "amount": amount,
        "charge": of["id"],
        "created": created,
        "currency": of["currency"],
        "destination_details": {"type": of["payment_method_details"]["type"]},
        "metadata": dict(metadata),
        "payment_intent": of["payment_intent"],
        "reason": reason,
        "status": "succeeded",
    }


def event(type: str, about: Mapping[str, Any], *, created: int, request_id: str | None, key: str | None) -> dict[str, Any]:
    """Return an event that holds ``about`` as it is now."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": dict(about)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": request_id, "idempotency_key": key},
        "type": type,
    }


def _invoice_data() -> dict[str, Any]:
    empty = dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options"))
    return {**empty, "metadata": {}}


def _billing_details() -> dict[str, Any]:
    empty = dict.fromkeys(("email", "name", "phone", "tax_id"))
    return {**empty, "address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))}


def _method_details(type: str) -> dict[str, Any]:
    """Test numbers that Stripe publishes, no person's."""
    if type == "sepa_debit":
        return {"bank_code": "37040044", "branch_code": None, "country": "DE", "fingerprint": "simulated", "last4": "3000"}
    return {"brand": "visa", "country": "DE", "exp_month": 12, "exp_year": 2034, "funding": "credit", "last4": "4242"}


def dispute(of: Mapping[str, Any], *, created: int) -> dict[str, Any]:
    """Return a new dispute of a whole charge, to be answered by the town."""
    return {
        "id": new_id("dp"),
        "object": "dispute",
        "amount": of["amount"],
        "balance_transactions": [],
        "charge": of["id"],
        "created": created,
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {"due_by": created + 7 * 24 * 60 * 60, "has_evidence": False, "past_due": False, "submission_count": 0},
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "reason": "general",
        "status": "needs_response",
    }


def balance_transaction(source: Mapping[str, Any], *, type: str, amount: int, fee: int, created: int) -> dict[str, Any]:
    """Return a line of the account's balance: ``amount`` signed, ``fee`` what Stripe keeps of it."""
    kept = {"amount": fee, "application": None, "currency": source["currency"], "description": "Stripe fee", "type": "stripe_fee"}
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": created,
        "balance_type": "payments",
        "created": created,
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [kept] if fee else [],
        "net": amount - fee,
        "reporting_category": type,
        "source": source["id"],
        "status": "available",
        "type": type,
    }


def payout(*, amount: int, currency: str, created: int) -> dict[str, Any]:
    """Return a payout to the town's bank account that has arrived."""
    return {
        "id": new_id("po"),
        "object": "payout",
        **dict.fromkeys(_PAYOUT_EMPTY.split()),
        "amount": amount,
        "arrival_date": created,
        "automatic": True,
        "created": created,
        "currency": currency,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "paid",
        "type": "bank_account",
    }
