"""The browser view: one subject lived side by side, treated and untreated, as a Mesa visualisation.

Contents: what a visitor chooses (`choices`, `offers`), the lives that are watched (`timeline`, `twins`), what is drawn
of them (`colours`, `picture`, `charts`, `tiles`), what is said of them (`cell`, `clones`, `happening`), what is taken
home (`exports`, `script`), and the page itself (`page`, its panels and widgets). Only here is Solara known.
"""
