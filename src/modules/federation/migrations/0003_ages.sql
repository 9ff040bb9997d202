-- What is old goes by its age.
CREATE INDEX federation_facts_age ON federation_facts (at);
