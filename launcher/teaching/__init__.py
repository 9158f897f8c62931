"""The teacher's half of labs: made from a template, handed out, collected and graded."""
