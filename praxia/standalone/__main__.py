"""`python -m praxia.standalone`: what `manage.py up` does, without loading Django first."""

import signal
import sys

# Until the supervisor listens there is nothing to stop, and no reason to show a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from praxia.standalone.entry import main  # noqa: E402

sys.exit(main())
