"""The networks in processes of a Ray cluster, behind queues of their own; Ray is imported when one is asked for."""
