-- A mail may carry an invitation: an iCalendar object (RFC 5546, RFC 6047) and its method.
ALTER TABLE outbox ADD COLUMN calendar TEXT;
ALTER TABLE outbox ADD COLUMN calendar_method TEXT CHECK (calendar_method IN ('REQUEST', 'CANCEL'));
