using System.Net;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A drill on a real nginx.</summary>
internal abstract class NginxDrill : Drill
{
    protected int Port { get; } = FreePort();

    protected string Url => $"http://127.0.0.1:{Port}/";

    protected string Configuration => InFolder("nginx.conf");

    protected virtual string Site => "location / { return 200; }";

    protected virtual string Listen => $"127.0.0.1:{Port}";

    public override async Task StartAsync()
    {
        await WriteConfigurationAsync(Configuration, Site);
        await LaunchAsync($"nginx -p {Folder} -c {Configuration} -e {InFolder("error.log")}", PidFile);
        await UntilHealthyAsync();
    }

    public override async Task<bool> HealthyAsync() => await GetAsync(Url) == HttpStatusCode.OK;

    protected Task WriteConfigurationAsync(string path, string site) => File.WriteAllTextAsync(path, $$"""
        daemon off;
        worker_processes 2;
        pid {{InFolder("nginx-own.pid")}};
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path {{InFolder("body")}}; proxy_temp_path {{InFolder("proxy")}}; fastcgi_temp_path {{InFolder("fastcgi")}}; uwsgi_temp_path {{InFolder("uwsgi")}}; scgi_temp_path {{InFolder("scgi")}};
          server { listen {{Listen}}; {{site}} }
        }
        """);
}
