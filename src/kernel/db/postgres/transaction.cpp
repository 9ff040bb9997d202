#include "postgres/transaction.h"

namespace towpath::db {

void PgTransaction::commit() {
  open_ = false;  // Whatever COMMIT answers, the transaction is over.
  connection_.commit();
}

PgTransaction::~PgTransaction() {
  if (!open_) return;
  connection_.drop_deferred();
  try {
    if (connection_.is_usable() && connection_.in_transaction()) connection_.run("ROLLBACK");
  } catch (const DatabaseError&) {
    // The connection is gone and the transaction with it; the pool sees that when it gets the connection back.
  }
}

}  // namespace towpath::db
