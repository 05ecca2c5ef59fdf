FROM nginx:1.30
COPY nginx/nginx.conf nginx/upstream-docker.conf nginx/listen-docker.conf /etc/nginx/
COPY nginx/html /etc/nginx/html
USER nginx
EXPOSE 8080
# Whatever nginx writes goes below /tmp, so that the rest of the file system can be read-only.
ENTRYPOINT ["nginx", "-p", "/tmp/", "-c", "/etc/nginx/nginx.conf", "-g", "daemon off;"]
CMD []
