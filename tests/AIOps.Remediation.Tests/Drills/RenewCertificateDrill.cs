using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>nginx serves a certificate that is about to expire.</summary>
internal sealed class RenewCertificateDrill : NginxDrill
{
    public override string Runbook => "renew-certificate";

    public override string Fault => "expired";

    public override string Signal => "certificate.expiry";

    protected override string Listen => $"127.0.0.1:{Port} ssl";

    protected override string Site => $"ssl_certificate {Certificate}; ssl_certificate_key {Folder}/key.pem; location / {{ return 200; }}";

    private string Certificate => InFolder("certificate.pem");

    public override async Task StartAsync()
    {
        await MustAsync($"openssl req -x509 -newkey rsa:2048 -nodes -keyout {Folder}/key.pem -out {Certificate} -days 60 -subj /CN=drill 2>&1");
        Attributes["certificate"] = Certificate;
        Attributes["renew_command"] = Make(30);
        Attributes["reload_command"] = $"kill -HUP $(cat {PidFile})";
        await base.StartAsync();
    }

    public override async Task BreakAsync()
    {
        await MustAsync($"{Make(2)} && kill -HUP {Pid(PidFile)}");
        await UntilSickAsync();
    }

    // The new certificate is never loaded.
    public override async Task BreakForGoodAsync()
    {
        await BreakAsync();
        Attributes["reload_command"] = "true";
    }

    // The catalogue names another certificate, which needs nothing.
    public override async Task<(SelfIdentity Self, string Refusal)> PlantAsync()
    {
        Attributes["certificate"] = InFolder("other.pem");
        await MustAsync($"openssl req -x509 -newkey rsa:2048 -nodes -keyout {Folder}/other.key -out {Folder}/other.pem -days 60 -subj /CN=other 2>&1");
        return (new SelfIdentity(), "is valid for more than");
    }

    public override async Task<bool> HealthyAsync()
    {
        try
        {
            using var client = new TcpClient();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await client.ConnectAsync("127.0.0.1", Port, limit.Token);
            X509Certificate? served = null;
            await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "drill",
#pragma warning disable CA5359 // the drill looks at a certificate that it made; it trusts nobody by it
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (served = certificate) is not null,
#pragma warning restore CA5359
            }, limit.Token);
            using var read = X509CertificateLoader.LoadCertificate(served!.GetRawCertData());
            return read.NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(7);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private string Make(int days) => $"openssl req -x509 -key {Folder}/key.pem -out {Certificate} -days {days} -subj /CN=drill";
}
