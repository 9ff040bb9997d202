#include "gate/gate.h"
