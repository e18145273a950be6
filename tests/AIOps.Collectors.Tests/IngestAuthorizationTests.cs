using System.Net;
using Microsoft.AspNetCore.Http;

namespace AIOps.Collectors.Tests;

public sealed class IngestAuthorizationTests
{
    private readonly IngestAuthorization _authorization = new(token => token == "secret");

    [TestCase("127.0.0.1", "", true, false)]
    [TestCase("::1", "", true, false)]
    [TestCase("::ffff:127.0.0.1", "", true, false)]
    [TestCase("10.1.2.3", "", false, false)]
    [TestCase("10.1.2.3", "Bearer wrong", false, false)]
    [TestCase("10.1.2.3", "Bearer secret", true, true)]
    [TestCase("10.1.2.3", "bearer secret", true, true)]
    [TestCase("10.1.2.3", "Basic YWdlbnQ6c2VjcmV0", true, true)]
    [TestCase("10.1.2.3", "Basic !!", false, false)]
    [TestCase("127.0.0.1", "Bearer secret", true, true)]
    public void Sender_IsJudgedByAddressAndToken(string address, string header, bool allowed, bool authenticated)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Headers.Authorization = header;
        Assert.Multiple(() =>
        {
            Assert.That(_authorization.IsAllowed(context), Is.EqualTo(allowed));
            Assert.That(_authorization.IsAuthenticated(context), Is.EqualTo(authenticated));
        });
    }
}
