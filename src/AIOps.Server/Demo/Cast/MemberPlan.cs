namespace AIOps.Server.Demo.Cast;

/// <summary>One process of a service set.</summary>
/// <param name="Role">The verb after <c>aiops shop</c>.</param>
/// <param name="Name">Its name, for example <c>orders-1</c>.</param>
/// <param name="Port">Its port on 127.0.0.1.</param>
/// <param name="More">Further arguments.</param>
internal sealed record MemberPlan(string Role, string Name, int Port, IReadOnlyList<string> More)
{
    public Uri Address => new($"http://127.0.0.1:{Port}");
}
