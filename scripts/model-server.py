"""A server of llama.cpp on loopback, for tests: model-server.py GGUF CONTEXT. Prints its address, and ends when standard input does.

Needs the package xllamacpp; scripts/test-all.sh gets it, and a model small enough for a processor.
"""

import sys

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx = int(sys.argv[2])
params.n_parallel = 1
# A thread: with more, each token waits for the slowest of them, which on a busy machine takes seconds.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.model_alias = {"tiny"}
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
