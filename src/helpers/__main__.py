"""Entry point of `python -m helpers`."""

import gc
import sys

try:
    from helpers.cli import main

    main()
except KeyboardInterrupt:  # before there is a command that could say so
    raise SystemExit(130) from None
except ImportError as error:
    from helpers.bootstrap import damaged

    print(damaged(error), file=sys.stderr)
    raise SystemExit(1) from None
finally:
    gc.freeze()  # on leaving, the collector would look through all there is: 50 ms of a report
