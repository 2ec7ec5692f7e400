"""The command line of Vinh Danh: submit, decide, look up, verify. `starter.py --help` lists the verbs."""

from adapters.processes import leave
from cli.app import run

if __name__ == "__main__":
    leave(run())
