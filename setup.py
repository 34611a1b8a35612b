"""Which folders are in the wheel: the package, and assets/ as a folder of it. Everything else is in pyproject.toml."""

from setuptools import find_packages, setup

# Two of setuptools' settings that pyproject.toml cannot combine: packages that are found, and one that lies elsewhere.
# Only the top of assets/ is named, so that the programs in it, which draw the styles, stay out.
setup(
    packages=[*find_packages(include=["facestyle*"]), "facestyle.assets"],
    package_dir={"facestyle.assets": "assets"},
)
