"""The files for a town's own server, judged by those who will read them: systemd and nginx."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.support.mail_server import certified
from tests.support.servers import ROOT, free_port

from schalter.settings import from_environment

FOLDER = ROOT / "infra" / "premises"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_units_are_right(tmp_path: Path) -> None:
    """systemd finds no fault in the units; only the programs and users of the town's machine are not here."""
    units = []
    for file in sorted(FOLDER.glob("schalter*.*")):
        text = file.read_text()
        for foreign, here in (("/opt/schalter/.venv/bin/schalter", "/bin/true"), ("User=schalter\n", ""), ("Group=schalter\n", "")):
            text = text.replace(foreign, here)
        units.append(tmp_path / file.name)
        units[-1].write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "schalter" in line]
    assert said == []


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not on this machine")
def test_proxy_s_file_is_right(tmp_path: Path) -> None:
    """nginx takes the file; certificate, log and ports are put where this machine has them."""
    certified(tmp_path)
    text = (FOLDER / "nginx.conf").read_text()
    for foreign, here in (
        ("/etc/ssl/schalter/fullchain.pem", f"{tmp_path}/server.pem"),
        ("/etc/ssl/schalter/key.pem", f"{tmp_path}/server.pem"),
        ("/var/log/nginx/schalter.log", f"{tmp_path}/log"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{free_port()} ssl;"),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl;\n", ""),
    ):
        assert foreign in text
        text = text.replace(foreign, here)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_example_of_settings_is_read(tmp_path: Path) -> None:
    """Every line of the example is a setting that is read, and what it leaves empty counts as not set."""
    lines = [line for line in (FOLDER / "settings.example").read_text().splitlines() if line and not line.startswith("#")]
    said = dict(line.split("=", 1) for line in lines)
    settings = from_environment(said)
    assert settings.base_url == "https://service.example"
    assert settings.smtp is not None
    assert settings.stripe_secret_key is None
    read = (ROOT / "functions/chalicelib/schalter/settings.py").read_text()
    assert [name for name in said if f'"{name}"' not in read] == ["SCHALTER_MUNICIPALITY"]
