"""Entry point of `python -m helpers`."""

try:
    from helpers.cli import main

    main()
except KeyboardInterrupt:  # before there is a command that could say so
    raise SystemExit(130) from None
