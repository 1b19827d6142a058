"""A notebook on a forked process gives what it gives on a stock kernel, and leaves nothing behind."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import os
import re
from typing import Any

import nbformat
import pytest

from helpers.paths import Project, project
from helpers.pipeline.contract import Job, Outcome
from helpers.pipeline.run.job import run_job
from helpers.pipeline.run.pool import WarmPool

CELLS = {
    "stdout": "print('eins')\nprint('zwei', end='')",
    "stderr": "import sys\nprint('laut')\nprint('leise', file=sys.stderr)",
    "result": "{'a': [1, 2], 'city': city, 'year': year}",
    "silent": "1 + 1;",
    "display": "from IPython.display import display, Markdown, HTML\ndisplay(Markdown('**fett**'), HTML('<b>x</b>'))\n3",
    "update": "h = display(1, display_id='x')\nh.update(2)",
    "clear": "from IPython.display import clear_output\nprint('weg')\nclear_output()\nprint('da')",
    "frame": "import pandas as pd\npd.DataFrame({'a': [1, 2.5], 'b': ['x', 'ß']})",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "figures": "for i in range(2):\n    plt.figure()\n    plt.plot([i])\nplt.show()\nplt.plot([3]);",
    "svg": "%config InlineBackend.figure_formats = ['svg']\n%config InlineBackend.print_figure_kwargs = {'metadata': {'Date': None}}\nplt.rcParams['svg.hashsalt'] = 'x'\nplt.plot([1, 2]);",
    "magic": "%who_ls str",
    "cell magic": "%%capture kept\nprint('gefangen')",
    "time magic": "%timeit -n1 -r1 -q pass",
    "shell": "!echo aus der Shell",
    "assignment": "lines = !printf 'a\\nb'\nlist(lines)",
    "child process": "import os\nprint('vor')\nos.system('echo darin')\nprint('nach')",
    "descriptor": "import os\nos.write(1, b'roh\\n');",
    "await": "import asyncio\nawait asyncio.sleep(0)\n'gewartet'",
    "loop": "asyncio.get_running_loop().is_running()",
    "thread": "import threading\nt = threading.Thread(target=print, args=('Faden',))\nt.start()\nt.join()",
    "history": "In[1], _ih[2][:5], Out.get(3)",
    "underscore": "_",
    "namespace": "sorted(k for k in globals() if not k.startswith('_'))[:6], __name__",
    "environment": "import os, sys\nos.getcwd().endswith('notebooks'), sys.path[0], os.environ['MPLBACKEND'][:6]",
    "carriage return": "print('10 %\\r20 %\\r30 %')",
    "help": "len?",
    "input": "try:\n    input('?')\nexcept Exception as e:\n    print(type(e).__name__)",
    "warning": "import warnings\nwarnings.warn('Achtung', stacklevel=1)",
    "closed": "import sys\nsys.stdout.isatty(), sys.stdout.encoding",
    "repr fails": "class Kaputt:\n    def __repr__(self):\n        return 'heil'\n    def _repr_html_(self):\n        raise ValueError('html')\nKaputt()",
    "async comprehension": "async def zwei():\n    for i in range(2):\n        yield i\n[x async for x in zwei()]",
    "task prints later": "async def spaeter():\n    await asyncio.sleep(0.01)\n    print('spaeter')\nt = asyncio.create_task(spaeter())\nawait t",
    "loop in loop": "try:\n    asyncio.run(asyncio.sleep(0))\nexcept RuntimeError as e:\n    print(e)",
    "run": "%run hilfe.py\nGESETZT",
    "bash": "%%bash\necho eins\necho drei",
    "bash fails quietly": "%%script --no-raise-error bash\nexit 3",
    "shell with variables": "name = 'welt'\n!echo hallo {name} $name\n_exit_code",
    "environment magic": "%env FRAGE=1\nos.environ['FRAGE']",
    "html": "%%html\n<b>x</b>",
    "matplotlib magic": "%matplotlib inline\nplt.plot([1, 2])\nplt.title('t');",
    "plots and prints": "plt.plot([1])\ndisplay('vor')\nplt.show()\nprint('nach')\nplt.get_fignums()",
    "subprocess": "import subprocess\nprint('a', flush=True)\nsubprocess.run(['echo', 'b'])\nprint('c')",
    "processes": "import multiprocessing as mp\ndef quadrat(x):\n    return x * x\nwith mp.get_context('fork').Pool(1) as p:\n    print(p.map(quadrat, [1, 2, 3]))",
    "both streams": "for i in range(3):\n    print('o', i)\n    print('e', i, file=sys.stderr)",
    "logging": "import logging\nlogging.getLogger('x').error('schlimm')",
    "rich": "from rich.console import Console\nfrom rich.table import Table\nt = Table('a', 'b')\nt.add_row('1', '2')\nConsole(width=40).print(t)",
    "display id": "d = display('eins', display_id='marke')",
    "update in another cell": "from IPython.display import update_display\nupdate_display('zwei', display_id='marke')\nd.display('drei')",
    "clear and wait": "for i in range(3):\n    clear_output(wait=True)\n    print(i)",
    "bundle": "class M:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n        return {'text/plain': 'm', 'application/x-y+json': {'a': [1]}}, {'m': 1}\nM()",
    "displays itself": "class D:\n    def _ipython_display_(self):\n        print('selbst')\nD()",
    "shell object": "ip = get_ipython()\ntype(ip).__name__, ip.execution_count, ip.user_ns is globals(), ip.run_cell('9 + 9').result",
    "every expression": "ip.ast_node_interactivity = 'all'",
    "three of them": "1\n2\nip.ast_node_interactivity = 'last_expr'",
    "styler": "pd.DataFrame({'a': [1]}).style.set_uuid('u').hide()",
    "options": "pd.set_option('display.max_rows', 5)\npd.DataFrame({'a': range(100)})",
    "warnings repeat": "for i in range(3):\n    warnings.warn('dreimal')\nwarnings.warn(DeprecationWarning('alt'))",
    "numpy warns": "import numpy as np\nnp.array([1.0]) / 0",
    "interrupt caught": "import signal\ntry:\n    signal.raise_signal(signal.SIGINT)\nexcept KeyboardInterrupt:\n    print('unterbrochen')",
    "password": "import getpass\ntry:\n    getpass.getpass()\nexcept Exception as e:\n    print(type(e).__name__)",
    "command line": "len(sys.argv), sys.argv[0].endswith('ipykernel_launcher.py'), __name__, '__file__' in globals()",
    "locale": "import locale\nlocale.getlocale(), locale.getpreferredencoding(), f'{1234.5:n}'",
    "raw bytes": "os.write(1, b'\\xff\\xfe roh\\n');",
    "unraisable": "class U:\n    def __del__(self):\n        raise ValueError('u')\nu = U()\ndel u",
    "future": "from __future__ import annotations\ndef f(a: Unbekannt): pass\nf.__annotations__",
}
FAILURES = {
    "exception": "def f(x):\n    return 1 / x\n\nf(0)",
    "syntax": "x = = 1",
    "chained": "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('neu') from e",
    "exit": "raise SystemExit(3)",
    "interrupt": "raise KeyboardInterrupt",
    "usage": "%gibtesnicht",
    "note": "e = ValueError('x')\ne.add_note('Hinweis')\nraise e",
    "group": "raise ExceptionGroup('g', [ValueError('a'), TypeError('b')])",
    "in a library": "import pandas as pd\npd.DataFrame({'a': [1]})['b']",
    "in a module": "import hilfe\nhilfe.kaputt()",
    "in another file": "%run kaputt.py",
    "missing file": "open('nichtda')",
    "missing variable": "import os\nos.environ['NICHT_DA']",
    "awaited": "import asyncio\nasync def a():\n    raise ValueError('async')\nawait a()",
    "cancelled": "raise asyncio.CancelledError()",
    "bash": "%%bash\necho weg >&2\nexit 2",
    "indentation": "if 1:\nprint(2)",
    "warning as error": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('jetzt Fehler')",
    "representation": "class R:\n    def __repr__(self):\n        raise ValueError('repr')\nR()",
    "exit with text": "import sys\nsys.exit('weg')",
    "base": "class B(BaseException):\n    pass\nraise B('b')",
    "own": "class Eigener(Exception):\n    pass\nprint('vorher')\nraise Eigener('mit Text')",
}


def outputs(outcome: Outcome) -> list[tuple[str, Any, Any]]:
    """Return source, count and outputs of every code cell, without memory addresses."""
    assert outcome.executed is not None
    cells = nbformat.reads(outcome.executed.decode(), as_version=4).cells
    text = [(c.source, c.execution_count, _joined(c.outputs)) for c in cells if c.cell_type == "code"]
    return [(s, n, nbformat.from_dict(_without_addresses(o))) for s, n, o in text]  # type: ignore[no-untyped-call]


def _joined(outputs: list[Any]) -> list[Any]:
    """Join neighbouring pieces of a stream: a stock kernel cuts them by the clock."""
    joined: list[Any] = []
    for output in outputs:
        if (
            joined
            and output.output_type == joined[-1].output_type == "stream"
            and output.name == joined[-1].name
        ):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _without_addresses(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_addresses(v) for k, v in sorted(value.items())}
    if isinstance(value, list):
        return [_without_addresses(v) for v in value]
    return (
        re.sub(r"0x[0-9a-f]{6,}|(?<=/)(bericht-lauf-\w+/tmp\w+/)?ipykernel_\d+", "0x0", value)
        if isinstance(value, str)
        else value
    )


def both(
    small: Project, pool: WarmPool, name: str = "01-probe", city: str = "augsburg"
) -> tuple[Outcome, Outcome]:
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # ipykernel looks at it, and then does not watch descriptors
    job = Job(small.root, f"{name}.ipynb", city, city.title(), 2024)
    return pool.submit(job).result(), run_job(job)


@pytest.fixture
def modules(small: Project) -> None:
    """Files beside the notebooks."""
    module = "GESETZT = 5\nprint('aus hilfe', __name__)\ndef kaputt():\n    return 1 / 0\n"
    (small.notebooks / "hilfe.py").write_text(module, "utf-8")
    (small.notebooks / "kaputt.py").write_text("def f():\n    1 / 0\nf()\n", "utf-8")


@pytest.mark.usefixtures("modules")
def test_outputs_are_those_of_a_stock_kernel(small, notebook, pool) -> None:
    notebook(*CELLS.values())
    warm, stock = both(small, pool)
    assert warm.status == stock.status, (warm.reason, stock.reason)
    different = _different(warm, stock)
    for _ in range(
        3 if different & RACES else 0
    ):  # what a child process prints reaches a stock kernel too late now and then
        different = min(different, _different(warm, both(small, pool)[1]), key=len)
    assert not different


RACES = {"child process", "descriptor", "await", "loop", "thread", "subprocess", "processes", "raw bytes"}


def _different(warm: Outcome, stock: Outcome) -> set[str]:
    """Return the names of the cells whose outputs differ."""
    names = ["parameters", "injected", *CELLS]
    pairs = zip(names, outputs(warm), outputs(stock), strict=True)
    return {name for name, here, there in pairs if here != there}


@pytest.mark.usefixtures("modules")
def test_errors_are_those_of_a_stock_kernel(small, notebook, pool) -> None:
    notebook("a = 1", *(f"err:{source}" for source in FAILURES.values()), "print('weiter')")
    warm, stock = both(small, pool)
    assert warm.status == stock.status == "failed"
    assert warm.reason == stock.reason
    names = ["parameters", "injected", "a", *FAILURES, "weiter"]
    for name, here, there in zip(names, outputs(warm), outputs(stock), strict=True):
        assert here == there, name


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(project().notebooks.glob("*.ipynb")), ids=lambda path: path.stem)
@pytest.mark.parametrize("city", ["augsburg", "musterstadt"])
def test_real_notebooks_give_the_same(city, path, pool) -> None:
    warm, stock = both(project(), pool, path.stem, city)
    assert outputs(warm) == outputs(stock)
    assert warm.files == stock.files


def test_nothing_leaks_from_one_notebook_to_the_next(small, notebook, run) -> None:
    notebook(
        "import os, random, sys, builtins, warnings, locale\n"
        "import numpy as np, pandas as pd, matplotlib as mpl, matplotlib.pyplot as plt\n"
        "import helpers.errors, helpers.text.numbers\n"
        "geheim = 1\nbuiltins.geheim = 1\nos.environ['GEHEIM'] = '1'\nos.chdir('/')\nsys.path.append('/geheim')\n"
        "mpl.rcParams['font.size'] = 99\npd.options.display.max_rows = 1\nrandom.seed(1)\nnp.random.seed(1)\n"
        "helpers.errors.geheim = 1\nhelpers.text.numbers.number = None\nplt.figure(num=7)\nwarnings.simplefilter('ignore')\n"
        "sys.modules['geheim'] = sys\nos.umask(0)\nsys.setrecursionlimit(500)",
        name="01-spuren",
    )
    look = (
        "import os, random, sys, builtins, warnings\n"
        "import numpy as np, pandas as pd, matplotlib as mpl, matplotlib.pyplot as plt, helpers.errors, helpers.text.numbers\n"
        "print('geheim' in globals(), hasattr(builtins, 'geheim'), 'GEHEIM' in os.environ, os.getcwd() == '/',"
        " '/geheim' in sys.path, mpl.rcParams['font.size'], pd.options.display.max_rows, hasattr(helpers.errors, 'geheim'),"
        " helpers.text.numbers.number is None, plt.get_fignums(), len(warnings.filters), 'geheim' in sys.modules,"
        " os.umask(0o22), sys.getrecursionlimit())"
    )
    notebook(look, name="02-spuren")
    before = run("02-spuren")
    assert run("01-spuren").status == "built"
    after = run("02-spuren")
    assert before.files == after.files
    assert "False False False False False 10.0 None False False [] " in after.files["02-spuren.qmd"].decode()


def test_seeds_differ_between_notebooks(small, notebook, run) -> None:
    notebook(
        "import random\nimport numpy as np\nprint(random.random())\nprint(np.random.rand(), np.random.default_rng().random())"
    )
    first, second = (run().files["01-probe.qmd"].decode().split()[-4:-1] for _ in range(2))
    assert len({*first, *second}) == 6


def test_seeds_differ_where_the_generator_was_there_before_the_fork(small, notebook) -> None:
    notebook("import numpy as np\nimport pandas as pd\nprint(np.random.rand())")
    pool = WarmPool(1)
    try:
        job = Job(small.root, "01-probe.ipynb", "augsburg", "Augsburg", 2024)
        first, second = (pool.submit(job).result() for _ in range(2))
    finally:
        pool.close()
    assert first.status == second.status == "built"
    assert first.files != second.files
