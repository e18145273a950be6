namespace AIOps.Server.Web.Access;

/// <summary>Puts the guard in front of whatever the host maps, so that it cannot be forgotten.</summary>
internal sealed class GuardFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<RequestGuard>();
        next(app);
    };
}
