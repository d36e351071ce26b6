"""What the report for people is laid out with: marked lines of source, small diffs, sentences in lines."""
