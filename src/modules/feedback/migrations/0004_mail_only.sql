-- Chats are told by subscriptions now; what is still to go out here goes by mail.

DELETE FROM feedback_letters WHERE channel = 'chat';
ALTER TABLE feedback_letters DROP COLUMN channel;
