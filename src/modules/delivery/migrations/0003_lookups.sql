-- A run that ends is looked up here, and a list may ask for one environment of all projects.
CREATE INDEX delivery_deployments_run ON delivery_deployments (run_id);
CREATE INDEX delivery_deployments_named ON delivery_deployments (environment, id);
-- What runs, among the many places where something once ran.
CREATE INDEX delivery_current_instance ON delivery_current (instance_id) WHERE instance_id <> '';
