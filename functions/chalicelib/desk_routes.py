"""The routes of the desk, below `/amt/` on the site's own address; translation only. A blueprint of its own for each app, because
each thread of the local server has one (`local/gateway.py`)."""

from collections.abc import Callable

from chalice.app import Blueprint, Request, Response

from schalter import counter, decision_desk, entrance, wiring, workplace
from schalter.entrance import Asked, View
from schalter.http import Reply
from schalter.wiring import World

ANY_TYPE = ["*/*"]


def desk_routes(
    answered: Callable[..., Response], request: Callable[[], Request], sent: Callable[[], dict[str, list[str]]]
) -> Blueprint:
    """Return the desk's routes; the arguments are the functions of `app.py` by which all routes answer and read."""
    routes = Blueprint(__name__)

    def asked() -> Asked:
        said = request()
        headers = {name.lower(): value for name, value in said.headers.items()}
        # A name that stands twice in a query is none of ours: Chalice gives the last.
        return Asked(said.method, said.path, headers, dict(said.query_params or {}), sent)

    def door(view: Callable[[World, Asked], Reply]) -> Response:
        return answered(lambda world: view(world, asked()), "de", entrance.sorry)

    def desk(view: View) -> Response:
        """Answer by ``view`` where somebody is signed in; every page of the desk goes through here."""
        return door(lambda world, said: entrance.signed_in(world, said, view))

    @routes.route("/amt", methods=["GET"])
    def start() -> Response:
        """Show the work list, or the way to sign in."""
        query = dict(request().query_params or {})
        return door(lambda world, said: entrance.start(world, said, lambda *of: workplace.cases(*of, query)))

    @routes.route("/amt/anmelden", methods=["GET"])
    def sign_in() -> Response:
        """Lead to the provider."""
        return door(entrance.sign_in)

    @routes.route("/amt/rueckkehr", methods=["GET"])
    def come_back() -> Response:
        """Take who comes back from the provider."""
        return door(entrance.come_back)

    @routes.route("/amt/abmelden", methods=["POST"], content_types=ANY_TYPE)
    def sign_out() -> Response:
        """End the session."""
        return door(entrance.sign_out)

    @routes.route("/amt/suche", methods=["POST"], content_types=ANY_TYPE)
    def search() -> Response:
        """Show what is found."""
        return desk(lambda *of: workplace.search(*of, sent()))

    @routes.route("/amt/suche", methods=["GET"])
    def found_again() -> Response:
        """Show what was found last."""
        return desk(workplace.found_again)

    @routes.route("/amt/handbuch", methods=["GET"])
    def handbook() -> Response:
        """Show the handbook."""
        return desk(workplace.handbook)

    @routes.route("/amt/vorgang/{reference}", methods=["GET"])
    def case(reference: str) -> Response:
        """Show a case."""
        done = (request().query_params or {}).get("getan", "")
        return desk(lambda *of: workplace.case(*of, reference, done=done))

    @routes.route("/amt/vorgang/{reference}/{action}", methods=["POST"], content_types=ANY_TYPE)
    def act(reference: str, action: str) -> Response:
        """Do something with a case."""
        if action == decision_desk.PAGE:
            return desk(lambda *of: decision_desk.send(*of, reference, sent()))
        return desk(lambda *of: workplace.do(*of, reference, action, sent()))

    @routes.route("/amt/vorgang/{reference}/{action}", methods=["GET"])
    def page(reference: str, action: str) -> Response:
        """Show the page on which something is done with a case."""
        if action != decision_desk.PAGE:
            return desk(lambda *of: workplace.case(*of, reference))
        return desk(lambda *of: decision_desk.show(*of, reference))

    @routes.route("/amt/vorgang/{reference}/dokument/{name}", methods=["GET"])
    def document(reference: str, name: str) -> Response:
        """Hand out a document of a case."""
        return desk(lambda world, _, worker: workplace.document(world, worker, reference, name))

    @routes.route("/case/{key}/answer", methods=["POST"], content_types=ANY_TYPE)
    @routes.route("/case/{key}/withdraw", methods=["POST"], content_types=ANY_TYPE)
    def citizen_acts(key: str) -> Response:
        """Take the citizen's answer to a question of the office, or the application back."""
        verb = counter.withdraw if request().path.endswith("/withdraw") else counter.answer
        return answered(lambda world: verb(world, key, sent()), counter.language_of(wiring.world(), key))

    return routes
