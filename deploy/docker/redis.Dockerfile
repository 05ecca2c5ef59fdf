FROM redis:8
COPY deploy/redis/redis.conf /etc/redis/redis.conf
# Not read here: a change of the rules makes a new image, so that the server starts again and takes them over.
COPY deploy/redis/users.acl /etc/redis/users.acl.in
USER redis
CMD ["redis-server", "/etc/redis/redis.conf"]
