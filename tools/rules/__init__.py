"""The rules behind tools/check_layers.py; tests/tools/check_layers_test.py shows each of them failing."""
