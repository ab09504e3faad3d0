TOPICS = ()
