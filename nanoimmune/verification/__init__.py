"""The engine against results that are known exactly: growth, clocks, diffusion, binding, kinetics, convergence."""
