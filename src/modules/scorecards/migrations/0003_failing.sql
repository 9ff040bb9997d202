-- What fails is counted over everything, oldest first; it is a small part of all results.
CREATE INDEX scorecards_results_failing ON scorecards_results (since, entity_ref) WHERE outcome = 'fail';
