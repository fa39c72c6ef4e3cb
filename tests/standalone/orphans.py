"""Run as a program: start the engines of a folder, record them there, and leave them running without a parent."""

import sys
from pathlib import Path

from praxia.standalone import children
from praxia.standalone.account import engine_account
from praxia.standalone.engines import Engines
from praxia.standalone.state import State
from praxia.standalone.stopping import StopRequests
from praxia.standalone.terminal import Terminal
from praxia.standalone.watch import Watch

children.dying_with_parent = lambda number: lambda: None  # as on a system whose kernel does not offer it
folder = Path(sys.argv[1])
state = State.load(folder)
watch = Watch(Terminal(), lambda child: state.note(child.spec.name, child.pid))
Engines({}, folder, engine_account(), state, Terminal()).start(watch, StopRequests())
