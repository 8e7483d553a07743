"""A small OpenID Connect provider on this machine: one person, PKCE, signed tokens, and lies on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

CLIENT, SECRET = "tenure", "a secret of the client"
KEY, OTHER_KEY = (generate_private_key(65537, 2048) for _ in range(2))


class Oidc:
    """What it tells; a test changes `claims`, `userinfo` or `sign` to lie."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.userinfo: dict[str, Any] = {
            "sub": "1", "email": "Ann@example.com", "email_verified": True, "name": "Ann",
        }  # fmt: skip
        self.claims: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = lambda claims: signed(claims, KEY)
        self.challenges: dict[str, str] = {}

    def id_token(self) -> str:
        """With the claims that are true, but for those that were changed; None leaves one out."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.userinfo.get("sub"), "iat": now, "exp": now + 60}
        return self.sign({name: value for name, value in (claims | self.claims).items() if value is not None})

    def answer(self, path: str, query: dict[str, str], form: dict[str, str]) -> dict[str, Any] | str | None:
        """A redirect's address, a document, or None to refuse."""
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.issuer, "token_endpoint_auth_methods_supported": ["client_secret_post"]} | {
                name: f"{self.issuer}/{end}"
                for name, end in (
                    ("authorization_endpoint", "authorize"), ("token_endpoint", "token"),
                    ("userinfo_endpoint", "userinfo"), ("jwks_uri", "keys"),
                )
            }  # fmt: skip
        if path == "/authorize":
            code = f"code-{len(self.challenges)}"
            self.challenges[code] = query["code_challenge"]
            return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        if path == "/token":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if self.challenges.pop(form["code"], None) != proof or form.get("client_secret") != SECRET:
                return None
            return {"access_token": "opened", "token_type": "Bearer", "id_token": self.id_token()}
        if path == "/keys":
            return {"keys": [{"kid": "one", "alg": "RS256", "use": "sig", **public(KEY)}]}
        return self.userinfo if path == "/userinfo" else None


def public(key: RSAPrivateKey) -> dict[str, Any]:
    """The public half as a JWK."""
    found: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return found


def signed(claims: dict[str, Any], key: Any, algorithm: str = "RS256") -> str:
    """A token under the name of the right key."""
    return jwt.encode(claims, key, algorithm, headers={"kid": "one"})


@contextmanager
def running() -> Iterator[Oidc]:
    """The provider, answering over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = {name: one[0] for name, one in parse_qs(self.rfile.read(length).decode()).items()}
            parts = urlsplit(self.path)
            told = provider.answer(parts.path, {name: one[0] for name, one in parse_qs(parts.query).items()}, form)
            self.send_response(302 if isinstance(told, str) else 200 if told else 400)
            if isinstance(told, str):
                self.send_header("Location", told)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_told: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Oidc(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()
