"""What shoppers say: reviews of goods, questions, reports of listings; and what sellers answer."""
