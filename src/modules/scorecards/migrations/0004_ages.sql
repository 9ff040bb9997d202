-- What is old goes by its age.
CREATE INDEX scorecards_history_age ON scorecards_history (at);
CREATE INDEX scorecards_campaigns_ended ON scorecards_campaigns (ended_at);
